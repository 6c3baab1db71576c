// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.TestBroker;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@BrokerTest
@SuppressWarnings("LockNotBeforeTry") // that is what is tested
class SharedLockBrokerTest extends SharedLockContract {

    private SharedObjectsFixture fixture;

    @BeforeEach
    void open(TestBroker broker) {
        fixture = new SharedObjectsFixture(broker);
        begin(fixture);
    }

    @Test
    void lock_holderSilentForLongerThanItsLease_goesToTheNextAndIsNotHeldAnyMore(TestBroker broker) throws Exception {
        SharedLock silent = fixture.processWithAShortLease().lock("x");
        silent.lock();
        Future<?> waiting = processes.run(others::lock);

        broker.stall();

        waiting.get(30, SECONDS);
        assertThat(silent.isHeldByCurrentThread()).isFalse();
        broker.resume();
        assertThatThrownBy(silent::unlock).isInstanceOf(SharedLockLostException.class);
    }

    @Test
    void lock_afterTheConnectionWasLost_connectsAnew(TestBroker broker) {
        mine.lock();
        broker.cut();
        others.lock(); // so the loss is known to the broker
        awaitLoss();
        assertThatThrownBy(mine::unlock).isInstanceOf(SharedLockLostException.class);
        others.unlock();

        mine.lock();

        assertThat(others.tryLock()).isFalse();
        mine.unlock();
    }

    @Test
    void log_longerThanAGeneration_goesOnInTheNext() {
        for (int i = 0; i < 3_000; i++) {
            mine.lock();
            mine.unlock();
            others.lock();
            others.unlock();
        }
        SharedLock late = processes.process().lock("x");
        late.lock();
        late.unlock();

        assertThat(mine.tryLock()).isTrue();
    }
}
