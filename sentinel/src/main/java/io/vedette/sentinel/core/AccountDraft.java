package io.vedette.sentinel.core;

import java.util.ArrayList;
import java.util.List;

/** The fields of an {@link Account} as they are put together, in order. */
final class AccountDraft {
    private final List<Account.Field> fields = new ArrayList<>();

    AccountDraft add(String name, String value) {
        return add(name, new Account.Text(value));
    }

    AccountDraft add(String name, long value) {
        return add(name, new Account.Number(value));
    }

    AccountDraft add(String name, boolean value) {
        return add(name, value ? "yes" : "no");
    }

    AccountDraft add(String name, Account value) {
        fields.add(new Account.Field(name, value));
        return this;
    }

    Account.Fields done() {
        return new Account.Fields(fields);
    }
}
