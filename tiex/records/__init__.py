"""Records: every version that was sent for sign-off stays readable, and its fingerprint can be checked."""
