// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.RemoteFailure;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does once what will be done often, so that the first real time finds classes loaded, lambdas linked and code compiled. */
final class Rehearsal {

    private static final int ITEMS = 1000;
    private static final int ROUNDS = 100;
    private static final String WHAT = "a rehearsal";
    private static final AtomicBoolean POOL_DONE = new AtomicBoolean();

    /** Says when the real thing begins. */
    interface Curtain {
        boolean rises() throws IOException;
    }

    /** What is done once. */
    interface Scene {
        void play(Courier courier) throws Exception;
    }

    /** What a pool and its workers do with items. */
    static final List<Scene> ITEMS_TRAVEL = Collections.nCopies(ROUNDS, Rehearsal::values);

    /** What a child does, whatever it will be. */
    static final List<Scene> LIFE = Stream.concat(
                    Stream.of(Rehearsal::orders, Rehearsal::target, Rehearsal::usersClass, Rehearsal::classes),
                    ITEMS_TRAVEL.stream())
            .toList();

    private Rehearsal() {}

    /** In a child that waits. */
    static void ofChild(Curtain curtain) {
        play(LIFE, curtain);
    }

    /** In the process that has a pool, beside what the program does. */
    static void ofPool() {
        if (POOL_DONE.compareAndSet(false, true)) {
            Threads.start("procession-rehearsal", () -> play(ITEMS_TRAVEL, () -> false));
        }
    }

    /** No longer than until {@code curtain} rises. What is trusted here, is trusted nowhere else. */
    private static void play(List<Scene> scenes, Curtain curtain) {
        Courier courier = new Courier(Trust.ofThisJvm());
        try {
            for (Scene scene : scenes) {
                if (curtain.rises()) {
                    return;
                }
                scene.play(courier);
            }
        } catch (Exception e) {
            // what does not work will fail again where somebody hears of it
        }
    }

    private static void orders(Courier courier) {
        Frame begin = new Frame.Begin(ThisProcess.self(), ThisProcess.self(), courier.trust(), LogLevels.UNCHANGED);
        if (Frame.decode(begin.encode()) instanceof Frame.Begin decoded) {
            decoded.log().apply();
            courier.trust(decoded.trust());
        }
        Frame.decode(new Frame.Run(new byte[0]).encode());
    }

    private static void target(Courier courier) throws Exception {
        Remote.Action nothing = () -> {};
        Remote.Action1<String> little = argument -> {};
        Remote.Action2<String, Integer> more = (first, second) -> {};
        for (Target target : List.of(
                new Target.Plain(nothing), new Target.Unary<>(little, WHAT), new Target.Binary<>(more, WHAT, 1))) {
            if (courier.fromBytes(courier.pack(target.code(), target, WHAT), WHAT) instanceof Target copy) {
                copy.run();
            }
        }
    }

    /** A class that is trusted for where it comes from, as users' classes are. */
    private static void usersClass(Courier courier) {
        courier.fromBytes(courier.pack(RemoteFailure.class, RemoteFailure.class, WHAT), WHAT);
    }

    private static void classes(Courier courier) throws ClassNotFoundException {
        for (Class<?> type : List.of(Multiprocessing.class, PoolService.class, Board.class, ResultWriter.class)) {
            Class.forName(type.getName()); // with what it needs
        }
    }

    private static void values(Courier courier) throws Exception {
        @Nullable Object[] items = new Object[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            items[i] = i;
        }
        Remote.Function<Object, Object> same = item -> item;
        ByteSink out = new ByteSink(1024);
        ValueCodec.write(items, 0, ITEMS, courier, WHAT, out);
        ByteSource in = new ByteSource(out.array(), 0, out.length());
        Column results = Invocation.of(same, ValueCodec.read(in, courier, WHAT));
        ValueCodec.write(results, courier, WHAT, out);
    }
}
