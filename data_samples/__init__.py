"""The sample shop: invented products, shoppers, events and judged queries, and what writes them."""
