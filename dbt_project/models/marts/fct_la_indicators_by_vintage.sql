{{ la_indicators('as_of_vintage') }}
