// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import org.junit.jupiter.api.Test;

class SemaphoreMachineTest {

    private static final long PUTS = 1;
    private static final long DIES = 2;
    private static final long TAKES = 3;

    private final SemaphoreMachine room = SemaphoreMachine.of(16).initial();

    private void apply(long client, WireWriter operation) {
        Object unused = room.apply(client, new WireReader(operation.toBytes()), (whose, ticket, code) -> {});
    }

    @Test
    void giveBack_moreThanIsOut_freesAllThatIs() {
        apply(PUTS, SemaphoreMachine.tryAcquire(16));
        apply(DIES, SemaphoreMachine.giveBack(7)); // and what it took comes again
        apply(TAKES, SemaphoreMachine.giveBack(8));
        apply(TAKES, SemaphoreMachine.giveBack(8));

        assertThat(room.permits()).isEqualTo(16);
    }
}
