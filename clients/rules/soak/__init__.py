"""Black-box soak test of rule-refresh and the engines' clients: replicas that are killed, readers that check every revision, and the time that a change takes."""
