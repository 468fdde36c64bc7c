package io.voxguard.serving.trees;

/** What makes a score of the sum of the leaves. */
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
