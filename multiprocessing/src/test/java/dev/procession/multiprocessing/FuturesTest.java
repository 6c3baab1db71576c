// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

class FuturesTest extends FuturesContract {

    @Override
    Multiprocessing start() {
        return Multiprocessing.inThreads();
    }
}
