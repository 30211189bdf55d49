"""The options `transaction_mode` and `init_command` of Django 5.1, for Django 4.2."""
from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        params = super().get_connection_params()
        self._transaction_mode = params.pop("transaction_mode")
        self._init_command = params.pop("init_command")
        return params

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        connection.executescript(self._init_command)
        return connection

    def _start_transaction_under_autocommit(self):
        self.cursor().execute(f"BEGIN {self._transaction_mode}")
