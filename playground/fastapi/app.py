"""A FastAPI server as its tutorial "OAuth2 with Password, Bearer with JWT tokens" has it: no refresh token, no lifetime in the answer.

Around it the microblog's `me/` and `posts/`, and a control panel like the Django's, without a lock: never put it on a network.
"""
import os
import secrets
from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, status
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jwt.exceptions import InvalidTokenError
from pydantic import BaseModel, Field

PASSWORD = "correct-horse-1"
NAMES = ["alice", "bob", "carol", "dave", "erin"]
SECRET_KEY = secrets.token_hex(32)
ALGORITHM = "HS256"


class User(BaseModel):
    id: int
    username: str
    email: str
    disabled: bool = False


class UserInDB(User):
    password: str  # the tutorial hashes it


class Token(BaseModel):
    access_token: str
    token_type: str


class TokenData(BaseModel):
    username: str | None = None


users: dict[str, UserInDB] = {}
posts: list[dict] = []
lifetime = {"accessLifetimeMs": int(os.environ.get("SOJOURN_ACCESS_LIFETIME_MS") or 60_000)}
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI(openapi_url=None)
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])


def add_user(username, password=PASSWORD):
    users[username] = UserInDB(id=len(users) + 1, username=username, email=f"{username}@example.test", password=password)


for name in NAMES:
    add_user(name)


# The tutorial's part


def authenticate_user(username: str, password: str):
    user = users.get(username)
    if user is None or not secrets.compare_digest(user.password.encode(), password.encode()):
        return None
    return user


def create_access_token(data: dict, expires_delta: timedelta):
    return jwt.encode({**data, "exp": datetime.now(timezone.utc) + expires_delta}, SECRET_KEY, algorithm=ALGORITHM)


async def get_current_user(token: Annotated[str, Depends(oauth2_scheme)]):
    credentials_exception = HTTPException(
        status_code=status.HTTP_401_UNAUTHORIZED,
        detail="Could not validate credentials",
        headers={"WWW-Authenticate": "Bearer"},
    )
    try:
        token_data = TokenData(username=jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM]).get("sub"))
    except InvalidTokenError:
        raise credentials_exception
    user = users.get(token_data.username)
    if user is None:
        raise credentials_exception
    return user


async def get_current_active_user(current_user: Annotated[User, Depends(get_current_user)]):
    if current_user.disabled:
        raise HTTPException(status_code=400, detail="Inactive user")
    return current_user


@app.post("/token")
async def login_for_access_token(form_data: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Token:
    user = authenticate_user(form_data.username, form_data.password)
    if not user:
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Incorrect username or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    access_token = create_access_token({"sub": user.username}, timedelta(milliseconds=lifetime["accessLifetimeMs"]))
    return Token(access_token=access_token, token_type="bearer")


# The microblog's part

Me = Annotated[User, Depends(get_current_active_user)]


class NewPost(BaseModel):
    text: str = Field(min_length=1, max_length=280)


@app.get("/me/")
async def me(user: Me):
    return {"id": user.id, "username": user.username, "email": user.email, "is_staff": False}


@app.get("/posts/")
async def list_posts(user: Me):
    return {"count": len(posts), "next": None, "previous": None, "results": posts[::-1]}


@app.post("/posts/", status_code=201)
async def write_post(user: Me, new: NewPost):
    post = {"id": len(posts) + 1, "author": user.username, "text": new.text, "created": datetime.now(timezone.utc).isoformat()}
    posts.append(post)
    return post


# The control panel's part


class UserChange(BaseModel):
    username: str
    create: bool = False
    password: str | None = None
    active: bool | None = None
    delete: bool = False


class Settings(BaseModel):
    accessLifetimeMs: int = Field(ge=0)


@app.post("/control/users/")
async def change_user(request: Request):
    change = UserChange.model_validate_json(await request.body())  # whatever the content type says
    if change.create and change.username not in users:
        add_user(change.username)
    user = users.get(change.username)
    if user is None:
        raise HTTPException(status_code=404, detail="No such user.")
    if change.password is not None:
        user.password = change.password
    if change.active is not None:
        user.disabled = not change.active
    if change.delete:
        del users[user.username]
    return {"id": user.id, "username": user.username, "email": user.email, "active": not user.disabled}


@app.post("/control/settings/")
async def change_settings(request: Request):
    settings = Settings.model_validate_json(await request.body())
    lifetime.update(settings.model_dump())
    return lifetime


class Fault(BaseModel):
    path: str
    status: int


faults: list[Fault] = []


@app.middleware("http")
async def fail_on_purpose(request: Request, call_next):
    for fault in faults:
        if request.url.path.startswith(f"/{fault.path}"):
            detail = f"A fault with status {fault.status}, made on purpose."
            return JSONResponse({"detail": detail}, status_code=fault.status)
    return await call_next(request)


@app.post("/control/faults/")
async def add_fault(request: Request):
    faults.append(Fault.model_validate_json(await request.body()))
    return faults


@app.delete("/control/faults/")
async def clear_faults():
    faults.clear()
    return faults
