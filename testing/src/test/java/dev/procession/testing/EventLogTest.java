// SPDX-License-Identifier: Apache-2.0
package dev.procession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class EventLogTest {

    private final EventLog<Object> log = new EventLog<>(Deadline.in(Duration.ofSeconds(90)));

    @Test
    void await_eventInThePast_returnsIt() throws InterruptedException {
        log.accept("a");
        log.accept(1);

        assertThat(log.await(Integer.class)).isEqualTo(1);
        assertThat(log.await(event -> event.equals("a"))).isEqualTo("a");
    }

    @Test
    void await_eventOfAnotherThread_wakesUp() throws InterruptedException {
        new Thread(() -> {
                    log.accept("b");
                    log.accept("c");
                })
                .start();

        assertThat(log.await(2, String.class::isInstance)).containsExactly("b", "c");
        assertThat(log.all()).containsExactly("b", "c");
    }

    @Test
    void await_deadlinePasses_showsWhatHappenedInstead() {
        EventLog<String> impatient = new EventLog<>(Deadline.in(Duration.ofMillis(20)));
        impatient.accept("other");

        assertThatThrownBy(() -> impatient.await("wanted"::equals))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("0 of 1")
                .hasMessageContaining("other");
    }

    @Test
    void deadline_passes_saysWhatWasAwaited() {
        assertThatThrownBy(() -> Deadline.in(Duration.ofMillis(20)).await("the moon was full", () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessage("the deadline passed before the moon was full");
    }
}
