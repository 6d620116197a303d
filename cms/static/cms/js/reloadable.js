// A page that answers a sent form cannot be read again: reloading asks whether to send it anew, and
// going back to it ends at the browser's own error page. Its place in the history becomes a plain
// address, under which the server gives the form.

history.replaceState(history.state, "", location.href);
