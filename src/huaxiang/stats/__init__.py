"""Pure mathematics that several stages share: weights, intervals, calibration."""
