{{ la_indicators('newest') }}
