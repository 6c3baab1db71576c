// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What all participants have of a queue in this JVM's memory: of items, tasks or calls. */
final class MemoryQueue<E> {

    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    /** Those that nobody has. Under the lock. */
    final Deque<E> waiting = new ArrayDeque<>();

    /** How many somebody has, and may yet give back. Under the lock. */
    long held;

    private final Set<MemoryUser<E>> users = ConcurrentHashMap.newKeySet();

    boolean put(E element) {
        lock.lock();
        try {
            changed.signal();
            return waiting.add(element);
        } finally {
            lock.unlock();
        }
    }

    boolean remove(Object element) {
        lock.lock();
        try {
            return waiting.remove(element);
        } finally {
            lock.unlock();
        }
    }

    /** How many wait or are held. */
    long unfinished() {
        lock.lock();
        try {
            return waiting.size() + held;
        } finally {
            lock.unlock();
        }
    }

    <U extends MemoryUser<E>> U add(U user) {
        users.add(user);
        return user;
    }

    void remove(MemoryUser<E> user) {
        users.remove(user);
    }

    int users() {
        return users.size();
    }
}
