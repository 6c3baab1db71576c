// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What chaos does to a running job. */
enum ChaosFault {
    /** SIGKILL of a worker that runs a partition. */
    KILL,
    /** A worker halts in its chunk, its rows written and not committed. */
    HALT,
    /** A worker halts between the commits of the database and the broker. */
    HALT_BETWEEN_COMMITS,
    /** SIGSTOP of a worker that runs a partition, and SIGCONT before or after its lease has ended. */
    FREEZE,
    /** All connections to the broker break, those of the coordinator too. */
    CUT,
    /** SIGTERM of a worker that runs a partition. */
    DRAIN,
    /** SIGKILL of the coordinator, which is started again. */
    COORDINATOR_KILL,
    /** The broker stops and starts again. */
    BROKER_RESTART;

    /** So many in random order; none comes back before each other one has had its turn. */
    static List<ChaosFault> draw(Random random, int count) {
        List<ChaosFault> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            List<ChaosFault> all = Arrays.asList(values());
            Collections.shuffle(all, random);
            drawn.addAll(all.subList(0, Math.min(all.size(), count - drawn.size())));
        }
        return drawn;
    }
}
