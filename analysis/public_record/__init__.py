"""What the published counts of authorities can tell: always between local authorities, never of neighbourhoods."""
