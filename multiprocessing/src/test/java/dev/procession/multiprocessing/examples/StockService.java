// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.ServiceRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The main process has a stock, and its children call it. */
final class StockService {

    interface Stock {
        int add(String article, int number);

        CompletableFuture<Integer> count(String article);
    }

    static final class StockOfThisJvm implements Stock {
        private final Map<String, Integer> articles = new ConcurrentHashMap<>();

        @Override
        public int add(String article, int number) {
            return articles.merge(article, number, Integer::sum);
        }

        @Override
        public CompletableFuture<Integer> count(String article) {
            return CompletableFuture.completedFuture(articles.getOrDefault(article, 0));
        }
    }

    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.start();
                ServiceRegistration served = mp.serve("stock", Stock.class, new StockOfThisJvm())) {
            List<ChildProcess> processes = new ArrayList<>();
            for (String article : List.of("apples", "pears")) {
                processes.add(mp.process(StockService::deliver, article).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
            Stock stock = mp.service("stock", Stock.class);
            System.out.println("apples: " + stock.count("apples").get() + ", " + served);
        }
    }

    static void deliver(String article) {
        Stock stock = Multiprocessing.current().service("stock", Stock.class);
        for (int i = 0; i < 10; i++) {
            stock.add(article, 1);
        }
    }
}
