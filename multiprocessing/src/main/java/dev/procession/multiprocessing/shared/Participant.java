// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

/**
 * A process among those with which it shares objects, and the means by which it does: a connection to a broker ({@link Client}), for one.
 * What it holds is given back when it ends; another one is another participant, which holds nothing of that.
 */
interface Participant extends AutoCloseable {

    /** Whether it has ended, and what it held is lost. */
    boolean isEnded();

    /** Calls {@code action} before anything is done that others may see. */
    void beforeOperations(Runnable action);

    /** Does that. */
    void beforeOperation();

    /**
     * A copy of the state of an object, which begins with it if nobody has used it.
     *
     * @param applied called after operations, of whoever, by one thread at a time, which must not be blocked
     */
    <M extends Machine> Replica<M> replica(ObjectName name, Machine.Kind<M> kind, Runnable applied);

    /** Takes what is put into a queue. */
    ItemSink sink(ObjectName name);

    /** Has what is taken out of a queue. */
    ItemSource source(ObjectName name, ItemSource.Portions portions);

    /** What is put into a queue of tasks. */
    Tasks tasks(ObjectName name);

    /** The calls of services that this process makes, from now on. */
    ServiceCalls calls();

    /** Has a place for the calls of a service, whether or not anybody serves it. */
    void prepareCalls(ObjectName service);

    /** The calls of a service, for one thread that serves it. */
    CallSource callSource(ObjectName service);

    /** Deletes what was put into a queue that nobody uses any more. */
    void deleteItems(ObjectName name);

    /** Whether the ends of a pipe try to speak with each other directly. */
    boolean opensDoorsteps();

    /** Gives back what it holds of a scope. */
    void leave(SharedScope scope);

    /** Deletes the objects of a scope that nobody uses, and says whether none remains. */
    boolean deleteAll(SharedScope scope);

    /** Ends as a process does that is killed: others take back what it holds. */
    void abandon();

    /** Gives back all that it holds, and ends. */
    @Override
    void close();
}
