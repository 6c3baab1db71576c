// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class AnalyzerBacklogTest {

    private final Deque<Object> queue = new ArrayDeque<>();
    private final AnalyzerBacklog backlog = new AnalyzerBacklog(100);

    private void add(int size) {
        queue.add("data");
        backlog.added(size);
    }

    @Test
    void isFull_moreThanTheLimitWaits_untilSomeIsTaken() {
        add(60);
        assertThat(backlog.isFull(queue)).isFalse();
        add(50);
        assertThat(backlog.isFull(queue)).isTrue();

        queue.remove();

        assertThat(backlog.isFull(queue)).isFalse();
        add(60);
        assertThat(backlog.isFull(queue)).isTrue();
    }

    @Test
    void isFull_otherThingsInTheQueue_isNotFullOnceItIsEmpty() {
        add(200);
        queue.add("the end of a partition");
        queue.remove();
        assertThat(backlog.isFull(queue)).as("too early rather than too late").isTrue();

        queue.remove();

        assertThat(backlog.isFull(queue)).isFalse();
    }
}
