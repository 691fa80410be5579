"""Put pictures on air at MCU and mixer, and watch what they show."""
