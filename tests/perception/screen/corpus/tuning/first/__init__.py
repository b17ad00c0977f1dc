"""The first set: hand-drawn dialogs as phone makers draw them, Vant and WeUI."""
