// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A service of which tests call all kinds of methods. */
interface Stock {

    int add(String article, int number);

    void clear();

    @Nullable
    String name(@Nullable String article);

    List<String> sell(String article) throws SoldOut;

    default String describe() {
        return "some stock";
    }

    CompletableFuture<Integer> count(String article);

    /** Does not return before it is let. */
    void take();

    @Idempotent
    int look();

    void waitForMore() throws InterruptedException;

    Object any(Object argument);

    /** What {@link Stock#sell} is declared to throw. */
    final class SoldOut extends Exception {
        SoldOut(String article) {
            super("no more " + article);
        }
    }

    /** Its implementation, which can be watched and held up. */
    final class OfThisJvm implements Stock {
        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final LinkedBlockingQueue<Thread> inside = new LinkedBlockingQueue<>();
        final CountDownLatch mayGo = new CountDownLatch(1);
        final AtomicInteger interrupts = new AtomicInteger();
        private int number;

        @Override
        public int add(String article, int number) {
            return this.number += number;
        }

        @Override
        public void clear() {
            number = 0;
        }

        @Override
        public @Nullable String name(@Nullable String article) {
            return article;
        }

        @Override
        public List<String> sell(String article) throws SoldOut {
            throw new SoldOut(article);
        }

        @Override
        public String describe() {
            return "the stock of this JVM";
        }

        @Override
        public CompletableFuture<Integer> count(String article) {
            return article.isEmpty()
                    ? CompletableFuture.failedFuture(new IllegalArgumentException("no article"))
                    : CompletableFuture.supplyAsync(() -> Optional.of(number).get());
        }

        @Override
        public void take() {
            taken.incrementAndGet();
            awaitLeave();
        }

        @Override
        public int look() {
            int looked = looks.incrementAndGet();
            awaitLeave();
            return looked;
        }

        private void awaitLeave() {
            inside.add(Thread.currentThread());
            try {
                mayGo.await();
            } catch (InterruptedException e) {
                interrupts.incrementAndGet();
            }
        }

        @Override
        public void waitForMore() {
            awaitLeave();
        }

        @Override
        public Object any(Object argument) {
            if (argument instanceof SharedCounter counter) {
                counter.addAndGet(1);
            }
            return argument.equals("unserialisable") ? new Object() : argument;
        }
    }
}
