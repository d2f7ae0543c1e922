package io.vectron.router.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineBudgetTest {
    @Test
    void linesBeyondTheBudgetAreCountedAndToldLater() {
        LineBudget budget = new LineBudget(2, 100);
        long start = System.nanoTime();
        assertThat(budget.spend(start)).hasValue(0);
        assertThat(budget.spend(start + 1)).hasValue(0);
        assertThat(budget.spend(start + 2)).isEmpty();
        assertThat(budget.spend(start + 99)).isEmpty();
        assertThat(budget.spend(start + 100)).hasValue(2);
        assertThat(budget.spend(start + 101)).hasValue(0);
        assertThat(budget.spend(start + 102)).isEmpty();
    }

    @Test
    void textOfCallersCannotStartALine() {
        assertThat(AuditLog.harmless("a\r\nb c\u0000\u001b[31mé")).isEqualTo("a??b?c??[31m?");
        assertThat(AuditLog.harmless("x".repeat(1_000))).hasSize(128);
    }
}
