"""The rooms a person sees: the chat, its charts and cards, and the web application that serves them."""
