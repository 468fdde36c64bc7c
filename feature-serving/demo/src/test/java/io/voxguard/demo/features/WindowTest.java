package io.voxguard.demo.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final int NAMES = 0;
    private static final int AMOUNTS = 0;

    private final Window window = new Window(1000);

    private void add(long time, @Nullable String name, long amount) {
        window.add(time, new @Nullable String[] {name}, amount);
    }

    @Test
    void emptyWindowCountsNothingAndHasNoShare() {
        assertThat(window.at(0).size()).isZero();
        assertThat(window.distinct(NAMES)).isZero();
        assertThat(window.most(NAMES)).isZero();
        assertThat(window.share(AMOUNTS)).isNull();
        assertThat(window.sumAfterFirst(AMOUNTS)).isZero();
        assertThat(window.span()).isZero();
    }

    @Test
    void windowIncludesItsEndAndExcludesItsStart() {
        add(1000, "a", 1);
        add(2000, "b", 1);
        assertThat(window.at(1999).size()).isEqualTo(2);
        assertThat(window.at(2000).size())
                .as("t - w is no longer in the window")
                .isEqualTo(1);
        assertThat(window.at(2999).size()).isEqualTo(1);
        assertThat(window.at(3000).size()).isZero();
    }

    @Test
    void namesAreCountedWhileAnyOfTheirItemsIsInTheWindow() {
        add(0, "a", 0);
        add(500, "b", 0);
        add(900, "a", 0);
        assertThat(window.distinct(NAMES)).isEqualTo(2);
        assertThat(window.most(NAMES)).isEqualTo(2);
        assertThat(window.at(1000).distinct(NAMES))
                .as("a later item of the same name stays")
                .isEqualTo(2);
        assertThat(window.most(NAMES)).isEqualTo(1);
        assertThat(window.at(1500).distinct(NAMES)).isEqualTo(1);
        assertThat(window.at(1900).distinct(NAMES)).isZero();
    }

    @Test
    void namesOfDifferentPositionsAreCountedSeparately() {
        window.add(0, new String[] {"x", "1"});
        window.add(0, new String[] {"y", "1"});
        assertThat(window.distinct(0)).isEqualTo(2);
        assertThat(window.distinct(1)).isEqualTo(1);
        assertThat(window.most(1)).isEqualTo(2);
        assertThat(window.distinct(2)).isZero();
    }

    @Test
    void absentNameCountsAsAnItemButNotAsAName() {
        add(0, null, 0);
        add(1, "a", 0);
        assertThat(window.size()).isEqualTo(2);
        assertThat(window.distinct(NAMES)).isEqualTo(1);
        assertThat(window.at(1000).distinct(NAMES)).isEqualTo(1);
        assertThat(window.at(1001).size()).isZero();
    }

    @Test
    void shareIsTheSumOfAmountsDividedByTheNumberOfItems() {
        add(0, "a", 1);
        add(10, "a", 0);
        add(20, "a", 0);
        assertThat(window.share(AMOUNTS)).isEqualTo(1.0 / 3);
        assertThat(window.at(1000).share(AMOUNTS)).isZero();
        assertThat(window.at(1020).share(AMOUNTS)).isNull();
    }

    @Test
    void sumAfterFirstExcludesTheOldestItem() {
        add(0, "a", 5);
        add(10, "a", 7);
        add(20, "a", 9);
        assertThat(window.sumAfterFirst(AMOUNTS)).isEqualTo(16);
        assertThat(window.at(1000).sumAfterFirst(AMOUNTS)).isEqualTo(9);
    }

    @Test
    void spanIsFromTheOldestToTheNewestItemInTheWindow() {
        add(100, "a", 0);
        assertThat(window.span()).isZero();
        add(300, "a", 0);
        add(900, "a", 0);
        assertThat(window.span()).isEqualTo(800);
        assertThat(window.at(1100).span()).isEqualTo(600);
    }

    /** Every count of the window against one that is worked out from scratch. */
    @Test
    void incrementalCountsEqualThoseOfARecomputedWindow() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        record Item(long time, String name, long amount) {}
        List<Item> all = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(120);
            Item item = new Item(now, "n" + random.nextInt(8), random.nextInt(3));
            all.add(item);
            add(item.time, item.name, item.amount);
            long t = now;
            List<Item> in = all.stream()
                    .filter(one -> t - 1000 < one.time && one.time <= t)
                    .toList();
            window.at(t);
            assertThat(window.size()).as("seed %s, item %s", seed, i).isEqualTo(in.size());
            assertThat(window.distinct(NAMES)).as("seed %s, item %s", seed, i).isEqualTo((int)
                    in.stream().map(Item::name).distinct().count());
            assertThat(window.share(AMOUNTS))
                    .as("seed %s, item %s", seed, i)
                    .isEqualTo((double) in.stream().mapToLong(Item::amount).sum() / in.size());
            if (all.size() > 200) {
                all.subList(0, 100).clear();
            }
        }
    }
}
