package io.voxguard.serving.trees;

/** Function from the sum of the leaves to the score. */
public enum Link {
    NONE {
        @Override
        float of(float margin) {
            return margin;
        }
    },
    LOGISTIC {
        /** Computed in ONNX Runtime's steps, so that a score is the same, but for the last bits of some exponentials, whichever of the two gives it. */
        @Override
        float of(float margin) {
            float ofMagnitude = 1 / (1 + (float) Math.exp(-Math.abs(margin)));
            return margin < 0 ? 1 - ofMagnitude : ofMagnitude;
        }
    };

    abstract float of(float margin);
}
