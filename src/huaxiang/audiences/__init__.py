"""Audiences (人群包): people chosen by an expression, with exclusions, counted, saved and handed over."""
