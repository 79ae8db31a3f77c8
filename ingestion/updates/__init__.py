"""What the publishers have that the registry has not: asked by `services`, gathered by `survey`, drafted by `draft`."""
