urlpatterns = []
app_name = "suggestions"
