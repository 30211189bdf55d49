"""What must happen once, when Django has loaded the packages."""
from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"

    def ready(self):
        from demo import tuning, who

        tuning.install()
        who.install()
