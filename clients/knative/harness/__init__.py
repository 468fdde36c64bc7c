"""Services that run as the manifests say, and what is asked of them."""
