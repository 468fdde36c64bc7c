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
        @Override
        float of(float margin) {
            return (float) (1 / (1 + Math.exp(-margin)));
        }
    };

    abstract float of(float margin);
}
