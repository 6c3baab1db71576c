// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.Deadline;
import dev.procession.testing.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@BrokerTest
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("LockNotBeforeTry") // that is what is tested
@Tag("full")
class SharedLockIT {

    private static final int KILLS = 30;

    @TempDir
    Path directory;

    @Test
    void lock_holdersKilledAtRandom_isNeverHeldTwiceAndNeverStuck(TestBroker broker) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        GuardedPage page = GuardedPage.of(directory.resolve("page"));
        try (Forks forks = new Forks(broker.worker(), SharedObjectsFixture.LONG_LEASE)) {
            List<Forks.Fork> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(forks.start(Visitor.class, directory.toString()));
            }
            for (Forks.Fork worker : workers) {
                assertThat(worker.line()).isEqualTo("begun");
            }
            for (int kill = 0; kill < KILLS; kill++) {
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(60)).toNanos());
                int victim = random.nextInt(workers.size());
                workers.get(victim).kill();
                long before = page.visits();
                Deadline.in(Duration.ofSeconds(60)).await("others got the lock", () -> page.visits() > before + 10);
                Forks.Fork successor = forks.start(Visitor.class, directory.toString());
                workers.set(victim, successor);
                assertThat(successor.line()).isEqualTo("begun");
            }
        }
        System.out.println(page.visits() + " visits");
        assertThat(page.collisions()).as("collisions").isZero();
        assertThat(page.staleFences()).as("stale fences").isZero();
    }

    @Test
    void lock_holderFrozen_goesToTheNextAndTheThawedOneKnows(TestBroker broker) throws Exception {
        try (Forks forks = new Forks(broker.worker())) {
            Forks.Fork frozen = forks.start(Holder.class, "2");
            long held = Long.parseLong(frozen.line());
            frozen.signal("STOP");
            Forks.Fork next = forks.start(Holder.class, "1");
            long got = Long.parseLong(next.line());

            frozen.signal("CONT");

            assertThat(got).isGreaterThan(held);
            assertThat(frozen.line()).isEqualTo("lost");
        }
    }

    /** Visits the page as often as it can. */
    static final class Visitor implements Program {
        @Override
        public void run(SharedObjects objects, List<String> arguments) throws Exception {
            GuardedPage page = GuardedPage.of(Path.of(arguments.get(0), "page"));
            long pid = ProcessHandle.current().pid();
            SharedLock lock = objects.lock("page");
            for (boolean first = true; ; first = false) {
                lock.lock();
                try {
                    page.visit(pid, lock.fencingToken());
                } finally {
                    lock.unlock();
                }
                if (first) {
                    System.out.println("begun");
                }
            }
        }
    }

    /** Takes the lock and says what becomes of it. */
    static final class Holder implements Program {
        @Override
        public void run(SharedObjects objects, List<String> arguments) {
            SharedLock lock = objects.lock("held");
            lock.lock();
            System.out.println(lock.fencingToken());
            while (lock.isHeldByCurrentThread()) {
                LockSupport.parkNanos(1_000_000);
            }
            try {
                lock.unlock();
            } catch (SharedLockLostException e) {
                System.out.println("lost");
            }
        }
    }
}
