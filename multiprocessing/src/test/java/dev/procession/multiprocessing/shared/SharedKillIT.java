// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.BrokerTest;
import dev.procession.testing.Deadline;
import dev.procession.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of shared objects when the processes that use them are killed. */
@BrokerTest
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("full")
class SharedKillIT {

    private static final int KILLS = 100;
    private static final int MEMBERS = 3;
    private static final int ITEMS_PER_KILL = 100;
    private static final int ITEMS = KILLS * ITEMS_PER_KILL;
    private static final int PERMITS = 2;
    private static final int NONE = -1;
    private static final int CAME_AGAIN = 0;
    private static final int TOO_MANY_INSIDE = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** So that members leave time for others to start. */
    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private static final int PATIENCE_OF_POLL = 2;

    private final Random random = new Random();

    @TempDir
    Path directory;

    private SharedObjectsFixture fixture;
    private SharedObjects own;
    private Forks forks;

    @BeforeEach
    void open(TestBroker broker) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        random.setSeed(seed);
        fixture = new SharedObjectsFixture(broker);
        own = fixture.steadyProcess();
        forks = new Forks(broker.otherWorker(), SharedObjectsFixture.LONG_LEASE);
    }

    @AfterEach
    void close() throws InterruptedException {
        forks.close();
        fixture.close();
    }

    @Test
    void everything_membersKilledAtRandom_isAccountedFor() throws Exception {
        Books books = Books.in(directory);
        SharedSemaphore semaphore = own.semaphore("s", PERMITS);
        JoinableQueue<Integer> tasks = own.joinableQueue("t");
        SharedQueue<Integer> items = own.queue("q");
        Deque<Forks.Fork> members = new ArrayDeque<>();
        for (int i = 0; i < MEMBERS + 1; i++) {
            members.add(start());
        }
        for (int kill = 0; kill < KILLS; kill++) {
            for (int i = kill * ITEMS_PER_KILL; i < (kill + 1) * ITEMS_PER_KILL; i++) {
                tasks.put(i);
                items.put(i);
            }
            members.peekFirst().awaitLine("begun"); // the others have been started before, or after it at the end
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(30)).toNanos());
            Forks.Fork victim = random.nextBoolean() ? holder(members, books) : members.peekFirst();
            members.remove(victim);
            members.add(start());
            victim.kill();
            long before = books.page().visits();
            Deadline.in(PATIENCE)
                    .await("others got the lock", () -> books.page().visits() > before + 1);
        }

        assertThat(tasks.join(PATIENCE)).as("all tasks are done").isTrue();
        for (Forks.Fork member : members) {
            member.kill();
        }
        for (Integer item = items.poll(PATIENCE_OF_POLL, SECONDS);
                item != null;
                item = items.poll(PATIENCE_OF_POLL, SECONDS)) {
            books.taken().increment(item);
        }
        Deadline.in(PATIENCE).await("the permits of the dead were free", () -> semaphore.availablePermits() == PERMITS);
        books.check();
    }

    private Forks.Fork start() throws IOException {
        return forks.start(Member.class, directory.toString());
    }

    /** The one that has the lock, if that can be seen. */
    private static Forks.Fork holder(Deque<Forks.Fork> members, Books books) {
        long visitor = books.page().visitor();
        return members.stream()
                .filter(member -> member.pid() == visitor)
                .findAny()
                .orElse(members.getFirst());
    }

    @Test
    void barrier_partyKilled_breaksForTheOthers() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<Forks.Fork> parties = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                parties.add(forks.start(Party.class, "b" + round, Integer.toString(MEMBERS)));
            }
            for (Forks.Fork party : parties) {
                party.awaitLine("met");
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(30)).toNanos());

            parties.remove(random.nextInt(MEMBERS)).kill();

            for (Forks.Fork party : parties) {
                assertThat(party.line()).isEqualTo("broken");
                assertThat(party.awaitExit()).isZero();
            }
        }
    }

    /** What members write down as they go, in memory that outlives them. */
    private record Books(
            GuardedPage page, Tally processed, Tally acknowledged, Tally taken, Tally places, Tally wrong) {

        static Books in(Path directory) throws IOException {
            return new Books(
                    GuardedPage.of(directory.resolve("page")),
                    Tally.of(directory.resolve("processed"), ITEMS),
                    Tally.of(directory.resolve("acknowledged"), ITEMS),
                    Tally.of(directory.resolve("taken"), ITEMS),
                    Tally.of(directory.resolve("places"), PERMITS),
                    Tally.of(directory.resolve("wrong"), 2));
        }

        void check() {
            assertThat(page.collisions()).as("two holders of the lock").isZero();
            assertThat(page.staleFences()).as("stale fences").isZero();
            assertThat(wrong.get(CAME_AGAIN))
                    .as("acknowledged tasks that came again")
                    .isZero();
            assertThat(wrong.get(TOO_MANY_INSIDE))
                    .as("permits given out too often")
                    .isZero();
            assertThat(processed.all().filter(times -> times == 0).count())
                    .as("lost tasks")
                    .isZero();
            assertThat(acknowledged.all().max())
                    .as("acknowledgements of one task")
                    .hasValue(1);
            assertThat(acknowledged.all().filter(times -> times == 0).count())
                    .as("tasks whose process was killed after it had done them and before it had that written down")
                    .isLessThanOrEqualTo(KILLS);
            assertThat(processed.all().sum())
                    .as("tasks that were in hand at a kill came again, no others")
                    .isBetween((long) ITEMS, (long) ITEMS + KILLS);
            assertThat(taken.all().filter(times -> times == 0).count())
                    .as("items of the plain queue that a killed process had in hand")
                    .isLessThanOrEqualTo(KILLS);
            System.out.println(page.visits() + " visits, " + processed.all().sum() + " tasks done, "
                    + taken.all().sum() + " items taken");
        }
    }

    /** Uses everything at the same time, for ever. */
    static final class Member implements Program {

        private Books books;

        @Override
        public void run(SharedObjects objects, List<String> arguments) throws Exception {
            books = Books.in(Path.of(arguments.get(0)));
            start(() -> doTasks(objects.joinableQueue("t")));
            start(() -> takeItems(objects.queue("q")));
            start(() -> acquire(objects.semaphore("s", PERMITS)));
            SharedLock lock = objects.lock("page");
            for (boolean first = true; ; first = false) {
                lock.lock();
                try {
                    books.page().visit(ProcessHandle.current().pid(), lock.fencingToken());
                    LockSupport.parkNanos(PAUSE_NANOS); // with the lock, so that it is in hand at many kills
                } finally {
                    lock.unlock();
                }
                if (first) {
                    System.out.println("begun");
                }
            }
        }

        private interface Work {
            void run() throws Exception;
        }

        private static void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void doTasks(JoinableQueue<Integer> tasks) throws InterruptedException {
            while (true) {
                int task = tasks.take();
                if (books.acknowledged().get(task) != 0) {
                    books.wrong().increment(CAME_AGAIN);
                }
                books.processed().increment(task);
                tasks.taskDone();
                books.acknowledged().increment(task);
            }
        }

        private void takeItems(SharedQueue<Integer> items) throws InterruptedException {
            while (true) {
                books.taken().increment(items.take());
            }
        }

        private void acquire(SharedSemaphore semaphore) throws InterruptedException {
            long pid = ProcessHandle.current().pid();
            while (true) {
                semaphore.acquire();
                int place = place(pid);
                LockSupport.parkNanos(PAUSE_NANOS);
                if (place != NONE) {
                    books.places().exchange(place, pid, 0);
                }
                semaphore.release();
            }
        }

        // There are as many places as permits: who has a permit finds a free one, or that of a dead one. The system may
        // show that one for a
        // little longer.
        private int place(long pid) {
            while (true) {
                long[] owners = new long[PERMITS];
                for (int i = 0; i < PERMITS; i++) {
                    owners[i] = books.places().exchange(i, 0, pid);
                    boolean free = owners[i] == 0;
                    if (free || (!isAlive(owners[i]) && books.places().exchange(i, owners[i], pid) == owners[i])) {
                        return i;
                    }
                }
                LockSupport.parkNanos(SECONDS.toNanos(1));
                if (LongStream.of(owners).allMatch(Member::isAlive)) {
                    books.wrong().increment(TOO_MANY_INSIDE);
                    return NONE;
                }
            }
        }

        /** One that is ending has no command any more when the broker sees its connections end; its number goes later. */
        private static boolean isAlive(long pid) {
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().command())
                    .isPresent();
        }
    }

    /** Meets the others at a barrier until it breaks. */
    static final class Party implements Program {
        @Override
        public void run(SharedObjects objects, List<String> arguments) throws Exception {
            SharedBarrier barrier = objects.barrier(arguments.get(0), Integer.parseInt(arguments.get(1)));
            boolean met = false;
            try {
                while (true) {
                    barrier.await();
                    if (!met) {
                        System.out.println("met");
                        met = true;
                    }
                }
            } catch (BrokenBarrierException e) {
                System.out.println("broken");
            }
        }
    }
}
