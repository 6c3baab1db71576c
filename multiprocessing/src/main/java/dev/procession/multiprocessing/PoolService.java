// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.UnreadableMessageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A pool worker, as its own process sees it: one thread hears what is to be done, the main thread does it. */
final class PoolService {

    /** A task that waits. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Waiting(long id, int code, byte @Nullable [] inline, ByteSource arguments) {}

    private final Line link;
    private final Courier courier;
    private final Board board;
    private final ResultWriter results;
    private final MemoryLimit memory;
    private final Map<Integer, byte[]> packed = new ConcurrentHashMap<>();
    private final Map<Integer, Object> unpacked = new ConcurrentHashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Thread runner = Thread.currentThread();
    private long running;
    private boolean ending;

    PoolService(Line link, Courier courier, Board board, long maxMemoryBytes, CountedOutput output) {
        this.link = link;
        this.courier = courier;
        this.board = board;
        this.results = new ResultWriter(link, board, courier, output);
        this.memory = new MemoryLimit(maxMemoryBytes);
    }

    /** Does one thing after the other until there is nothing more to come. */
    void run() throws IOException {
        link.send(new Frame.Ready());
        for (Waiting task = next(); task != null; task = next()) {
            perform(task);
            if (memory.isExceeded()) {
                link.send(new Frame.Full());
            }
        }
        results.close();
    }

    /** Does nothing more of what it was given. */
    void stop() {
        synchronized (waiting) {
            waiting.clear();
            ending = true;
            waiting.notifyAll();
        }
    }

    private @Nullable Waiting next() throws IOException {
        synchronized (waiting) {
            if (!waiting.isEmpty()) {
                return begin(waiting.poll());
            }
        }
        results.flush();
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                if (ending) {
                    return null;
                }
                try {
                    waiting.wait();
                } catch (InterruptedException e) {
                    // of a task that ended at the same moment
                }
            }
            return begin(waiting.poll());
        }
    }

    private Waiting begin(Waiting task) {
        running = task.id;
        board.begin(task.id);
        return task;
    }

    private void perform(Waiting task) throws IOException {
        long start = System.nanoTime();
        Column values = null;
        Throwable failure = null;
        try {
            Object code = code(task);
            if (task.inline == null) {
                start = System.nanoTime(); // it is unpacked once, for all tasks to come
            }
            values = Invocation.of(code, ValueCodec.read(task.arguments, courier, "the arguments"));
        } catch (Throwable e) { // an Error too is the caller's to know
            failure = e;
        }
        long nanos = System.nanoTime() - start;
        synchronized (waiting) {
            running = 0;
            boolean unused = Thread.interrupted(); // meant for this task
        }
        if (values != null) {
            results.completed(task.id, nanos, values);
        } else if (failure != null) {
            results.failed(task.id, nanos, failure);
        }
        board.end();
    }

    private Object code(Waiting task) {
        if (task.inline != null) {
            return unpack(task.inline);
        }
        Object known = unpacked.get(task.code);
        if (known == null) {
            byte[] bytes = packed.get(task.code);
            if (bytes == null) {
                throw new UnreadableMessageException("code " + task.code + " was never sent");
            }
            known = unpack(bytes);
            unpacked.put(task.code, known);
        }
        return known;
    }

    private Object unpack(byte[] bytes) {
        Object code = courier.fromBytes(bytes, "the code of a task");
        if (code == null) {
            throw new UnreadableMessageException("no code");
        }
        return code;
    }

    /** Hears one thing. */
    void hear(Frame frame) throws IOException {
        if (frame instanceof Frame.Define define) {
            courier.trust(define.trust());
            packed.put(define.id(), define.code());
        } else if (frame instanceof Frame.Forget forget) {
            packed.remove(forget.id());
            unpacked.remove(forget.id());
        } else if (frame instanceof Frame.Work work) {
            enqueue(work.tasks());
        } else if (frame instanceof Frame.Cancel cancel) {
            cancel(cancel.task());
        } else if (frame instanceof Frame.Recall) {
            giveBack();
        } else if (frame instanceof Frame.End) {
            synchronized (waiting) {
                ending = true;
                waiting.notifyAll();
            }
        }
    }

    private void enqueue(ByteSource tasks) {
        int count = tasks.int32();
        List<Waiting> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long id = tasks.int64();
            int code = tasks.int32();
            byte[] inline = code == Code.INLINE ? tasks.bytes() : null;
            all.add(new Waiting(id, code, inline, tasks.block()));
        }
        synchronized (waiting) {
            waiting.addAll(all);
            waiting.notifyAll();
        }
    }

    private void cancel(long id) throws IOException {
        boolean waited = false;
        synchronized (waiting) {
            for (Iterator<Waiting> all = waiting.iterator(); all.hasNext() && !waited; ) {
                if (all.next().id == id) {
                    all.remove();
                    waited = true;
                }
            }
            if (running == id) {
                runner.interrupt();
            }
        }
        if (waited) {
            link.send(new Frame.Returned(List.of(id)));
        }
    }

    private void giveBack() throws IOException {
        List<Long> ids;
        synchronized (waiting) {
            ids = waiting.stream().map(Waiting::id).toList();
            waiting.clear();
        }
        link.send(new Frame.Returned(ids));
    }
}
