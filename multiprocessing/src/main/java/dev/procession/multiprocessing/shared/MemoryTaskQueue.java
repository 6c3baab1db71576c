// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What all participants have of a queue of tasks in this JVM's memory. */
final class MemoryTaskQueue {

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    /** Those that nobody has. Under the lock. */
    final Deque<byte[]> waiting = new ArrayDeque<>();

    /** Those that were put and are not done. Under the lock. */
    long unfinished;

    private final Set<MemoryTasks> users = ConcurrentHashMap.newKeySet();

    MemoryTasks open(ObjectName name, MemoryParticipant participant) {
        MemoryTasks user = new MemoryTasks(name, this, participant);
        users.add(user);
        return user;
    }

    void remove(MemoryTasks user) {
        users.remove(user);
    }

    boolean isUnused() {
        return users.isEmpty();
    }
}
