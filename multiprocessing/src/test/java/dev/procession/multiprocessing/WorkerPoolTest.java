// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

class WorkerPoolTest extends WorkerPoolContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.inThreads();
    }
}
