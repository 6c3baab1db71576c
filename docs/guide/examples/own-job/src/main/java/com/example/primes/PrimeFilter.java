package com.example.primes;

import jakarta.batch.api.chunk.ItemProcessor;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Named;

/** Lets primes pass. */
@Named
@Dependent
public class PrimeFilter implements ItemProcessor {

    @Override
    public Object processItem(Object item) {
        return isPrime((Long) item) ? item : null;
    }

    private static boolean isPrime(long number) {
        for (long divisor = 2; divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return number > 1;
    }
}
