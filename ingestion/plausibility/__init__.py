"""Whether a build's figures are believable by earlier releases, earlier years and the published build."""
