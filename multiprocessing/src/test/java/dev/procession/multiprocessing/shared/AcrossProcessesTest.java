// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.multiprocessing.Multiprocessing;

class AcrossProcessesTest extends AcrossProcessesContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.inThreads();
    }
}
