// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.multiprocessing.Leftovers;
import dev.procession.multiprocessing.Multiprocessing;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** In JVMs. */
@Tag("full")
class AcrossProcessesIT extends AcrossProcessesContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.start();
    }

    @Override
    @AfterAll
    void close() {
        super.close();
        Leftovers.assertNone();
    }
}
