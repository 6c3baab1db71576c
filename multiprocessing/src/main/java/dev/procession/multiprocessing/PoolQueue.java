// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks of a pool that no worker has, in the order in which they came. Under the pool's lock. */
final class PoolQueue {

    private static final int MANY = 1000;

    /** Those that a worker had and did not begin. */
    private final Deque<Job> first = new ArrayDeque<>();

    private final Deque<JobSource> sources = new ArrayDeque<>();

    void add(JobSource source) {
        sources.add(source);
    }

    void addFirst(List<Job> jobs) {
        for (int i = jobs.size() - 1; i >= 0; i--) {
            first.addFirst(jobs.get(i));
        }
    }

    boolean isEmpty() {
        return first.isEmpty() && sources.isEmpty();
    }

    /** The next task, if there is one. */
    @Nullable
    Job poll(int workers) {
        while (!first.isEmpty()) {
            Job job = first.poll();
            if (!job.hasEnded()) {
                return job;
            }
        }
        while (!sources.isEmpty()) {
            JobSource source = sources.element();
            Job job = source.next(workers);
            if (job == null || source.left() == 0) {
                sources.remove();
            }
            if (job != null) {
                return job;
            }
        }
        return null;
    }

    /**
     * How many tasks one of so many workers may take at a time. When few are left, each goes alone, so that no worker has nothing to
     * do while two tasks wait for another.
     */
    int share(int workers) {
        long left = first.size();
        for (JobSource source : sources) {
            left += source.left();
            if (left > MANY) {
                break;
            }
        }
        return (int) Math.max(1, left / (2L * workers));
    }

    void drainTo(List<Job> jobs, List<JobSource> others) {
        jobs.addAll(first);
        others.addAll(sources);
        first.clear();
        sources.clear();
    }
}
