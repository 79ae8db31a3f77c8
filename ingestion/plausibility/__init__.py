"""Whether a build's figures are believable beside earlier releases, earlier years and the published build."""
