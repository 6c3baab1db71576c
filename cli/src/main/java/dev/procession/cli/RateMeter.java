// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast a count grows, over the last few seconds. */
final class RateMeter {

    private record Sample(Duration at, long count) {}

    private final Duration window;
    private final Duration least;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * A meter that has seen nothing.
     *
     * @param window over how long it looks back
     * @param least the shortest time that a rate may be taken from
     */
    RateMeter(Duration window, Duration least) {
        this.window = window;
        this.least = least;
    }

    /** Notes a count at a time that is not before the last; a smaller count than the last begins anew. */
    void note(Duration at, long count) {
        Sample last = samples.peekLast();
        if (last != null && count < last.count()) {
            samples.clear();
        }
        samples.add(new Sample(at, count));
        Duration oldest = at.minus(window);
        while (samples.size() > 2 && samples.getFirst().at().compareTo(oldest) < 0) {
            samples.removeFirst();
        }
    }

    /** Counts a second; empty while too little is known. */
    OptionalDouble perSecond() {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null) {
            return OptionalDouble.empty();
        }
        Duration time = last.at().minus(first.at());
        return time.compareTo(least) < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((last.count() - first.count()) * 1e9 / time.toNanos());
    }
}
