"""rule-refresh and the engines' clients from outside: copies that are killed, readers that look at every revision, and how long a change takes."""
