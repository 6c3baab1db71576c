// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.workers.spi.HeldTask.Interruption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionsTest {

    private final Interruptions interruptions = new Interruptions(Runnable::run);
    private final List<Interruption> heard = new ArrayList<>();

    @Test
    void raise_listenerRegistered_hearsEachOnce() {
        interruptions.listen(heard::add);
        interruptions.raise(Interruption.STOP);
        interruptions.raise(Interruption.STOP);
        interruptions.raise(Interruption.HAND_BACK);
        assertThat(heard).containsExactly(Interruption.STOP, Interruption.HAND_BACK);
    }

    @Test
    void listen_afterRaise_hearsAtOnce() {
        interruptions.raise(Interruption.HAND_BACK);
        interruptions.listen(heard::add);
        assertThat(heard).containsExactly(Interruption.HAND_BACK);
    }

    @Test
    void raise_listenerThrows_othersStillHear() {
        interruptions.listen(interruption -> {
            throw new IllegalStateException("on purpose");
        });
        interruptions.listen(heard::add);
        interruptions.raise(Interruption.STOP);
        assertThat(heard).containsExactly(Interruption.STOP);
    }
}
