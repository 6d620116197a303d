"""What is said of the site's own pages to machines (`suggestions.opening.pages`)."""

from suggestions.opening.pages import home

PAGES = {"cms.HomePage": home}
PICTURES: dict = {}
SECTIONS: tuple = ()
LISTS: tuple = ()
HIDDEN = ("wagtailadmin_home", "cms:elder", "cms:search")
