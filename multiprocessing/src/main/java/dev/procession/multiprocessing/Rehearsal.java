// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does once what will be done often, so that the first real time finds classes loaded and code compiled. */
final class Rehearsal {

    private static final int ITEMS = 1000;
    private static final int ROUNDS = 100;
    private static final AtomicBoolean POOL_DONE = new AtomicBoolean();

    private Rehearsal() {}

    /** What a child does, whatever it will be. Stops when something real has come. */
    static void ofChild(Courier courier) {
        Remote.Action nothing = () -> {};
        Object copy = courier.fromBytes(courier.pack(nothing, new Target.Plain(nothing), "a rehearsal"), "a rehearsal");
        if (!(copy instanceof Target target)) {
            throw new IllegalStateException("not what was packed: " + copy);
        }
        try {
            target.run();
            Class.forName(Multiprocessing.class.getName()); // with what it needs
            codec(courier);
        } catch (Exception e) {
            throw new IllegalStateException("nothing cannot fail", e);
        }
    }

    /** What a pool does in its own process, beside what the program does. */
    static void ofPool(Courier courier) {
        if (POOL_DONE.compareAndSet(false, true)) {
            Threads.start("procession-rehearsal", () -> {
                try {
                    codec(courier);
                } catch (Exception e) {
                    throw new IllegalStateException("nothing cannot fail", e);
                }
            });
        }
    }

    private static void codec(Courier courier) throws Exception {
        @Nullable Object[] items = new Object[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            items[i] = i;
        }
        Remote.Function<Object, Object> same = item -> item;
        for (int i = 0; i < ROUNDS; i++) {
            ByteSink out = new ByteSink(1024);
            ValueCodec.write(items, 0, ITEMS, courier, "a rehearsal", out);
            ByteSource in = new ByteSource(out.array(), 0, out.length());
            Invocation.of(same, ValueCodec.read(in, courier, "a rehearsal"));
        }
    }
}
