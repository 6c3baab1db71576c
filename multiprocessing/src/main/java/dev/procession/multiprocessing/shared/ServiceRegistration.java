// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/**
 * That this process serves calls of a service; see {@link SharedObjects#serve(String, Class, Object)}. It goes on until it is closed, the shared objects
 * of this process are, or the process ends; a broker that was lost is looked for again.
 */
public interface ServiceRegistration extends AutoCloseable {

    /**
     * Takes no more calls, and waits for the end of those that run here. When this thread is interrupted, they are interrupted too, and their
     * callers told so. What waits in the queue is for other processes that serve the same name.
     */
    @Override
    void close();
}
