// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** Memory of several processes that is only right if they use it one at a time: nothing in it is atomic. */
final class GuardedPage {

    private static final int VISITS = 0;
    private static final int VISITOR = 1;
    private static final int COLLISIONS = 2;
    private static final int FENCE = 3;
    private static final int STALE_FENCES = 4;

    private final LongBuffer page;

    private GuardedPage(LongBuffer page) {
        this.page = page;
    }

    static GuardedPage of(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new GuardedPage(channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096)
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer());
        }
    }

    /** To be called by one process at a time; notices if it was not so. */
    void visit(long visitor, long fence) {
        page.put(VISITOR, visitor);
        long visits = page.get(VISITS);
        if (fence < page.get(FENCE)) {
            page.put(STALE_FENCES, page.get(STALE_FENCES) + 1);
        }
        page.put(FENCE, fence);
        for (int i = 0; i < 50; i++) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos(1_000); // so that others come in, if they can
        page.put(VISITS, visits + 1);
        if (page.get(VISITOR) != visitor || page.get(VISITS) != visits + 1) {
            page.put(COLLISIONS, page.get(COLLISIONS) + 1);
        }
    }

    /** The last one that came, who may have left. */
    long visitor() {
        return page.get(VISITOR);
    }

    long visits() {
        return page.get(VISITS);
    }

    long collisions() {
        return page.get(COLLISIONS);
    }

    long staleFences() {
        return page.get(STALE_FENCES);
    }
}
