// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What all participants have of a queue in this JVM's memory. */
final class MemoryQueue {

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    /** Under the lock. */
    final Deque<byte[]> items = new ArrayDeque<>();

    private final Set<MemoryItems> users = ConcurrentHashMap.newKeySet();

    MemoryItems open(ObjectName name, MemoryParticipant participant, ItemSource.Portions portions) {
        MemoryItems user = new MemoryItems(name, this, participant, portions);
        users.add(user);
        return user;
    }

    void remove(MemoryItems user) {
        users.remove(user);
    }

    boolean isUnused() {
        return users.isEmpty();
    }
}
