// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OutboxTest {

    private final Outbox outbox = new Outbox();

    private void ask(int threads) {
        for (int i = 0; i < threads; i++) {
            outbox.add(new Pending<>(new byte[8], true));
        }
    }

    private int sent() {
        return outbox.next().size();
    }

    private void comeBack(int operations) {
        long unused = outbox.cameBack();
        for (int i = 0; i < operations; i++) {
            outbox.applied().complete(null);
        }
    }

    @Test
    void next_firstOperations_goAtOnce() {
        ask(1);
        assertThat(sent()).isOne();
        ask(1);
        assertThat(sent()).isOne();
    }

    @Test
    void next_oneThread_goesAtOnce() {
        ask(1);
        assertThat(sent()).isOne();
        comeBack(1);
        ask(1);
        assertThat(sent()).isOne();
    }

    @Test
    void next_entryUnderWayForSeveralThreads_holdsBack() {
        ask(3);
        assertThat(sent()).isEqualTo(3);
        ask(1);
        assertThat(sent()).isOne();
        comeBack(3);
        ask(2);
        assertThat(sent()).isZero();
        comeBack(1);
        assertThat(outbox.isGathering()).isTrue();
        assertThat(sent()).isZero();
        ask(1);
        assertThat(outbox.isGathering()).isFalse();
        assertThat(sent()).isEqualTo(3);
    }

    @Test
    void next_gatheringEnded_takesWhatIsThere() {
        ask(3);
        assertThat(sent()).isEqualTo(3);
        comeBack(3);
        ask(2);
        assertThat(sent()).isZero();
        outbox.endGathering();
        assertThat(sent()).isEqualTo(2);
    }

    @Test
    void next_nobodyAskedBeforeGatheringEnded_goesAtOnce() {
        ask(2);
        assertThat(sent()).isEqualTo(2);
        comeBack(2);
        outbox.endGathering();
        assertThat(sent()).isZero();
        ask(1);
        assertThat(sent()).isOne();
    }

    @Test
    void next_operationThatNobodyWaitsFor_goesAtOnceWithWhatIsHeldBack() {
        ask(2);
        assertThat(sent()).isEqualTo(2);
        ask(1);
        comeBack(2);
        assertThat(sent()).isZero();
        outbox.add(new Pending<>(new byte[8], false));
        assertThat(sent()).isEqualTo(2);
    }

    @Test
    void next_muchHeldBack_goesAtOnce() {
        ask(2);
        assertThat(sent()).isEqualTo(2);
        comeBack(2);
        outbox.add(new Pending<>(new byte[LogEntry.MAX_BYTES], true));
        assertThat(sent()).isOne();
    }

    @Test
    void again_heldBack_goesWithWhatWasUnderWay() {
        ask(3);
        assertThat(sent()).isEqualTo(3);
        comeBack(3);
        ask(3);
        assertThat(sent()).isEqualTo(3);
        ask(1);
        outbox.again();
        assertThat(sent()).isEqualTo(4);
    }
}
