"""Extensions, not yet bound to an application."""

from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from tiex.models import Base

db = SQLAlchemy(model_class=Base, session_options={"autoflush": False, "expire_on_commit": False})
login = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)
compress = Compress()
