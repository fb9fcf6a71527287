"""The search box for pages of other hosts: `/widget.js`, a custom element, and `/embed`, a page for frames."""
