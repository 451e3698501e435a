"""Following searches and sharing them."""
