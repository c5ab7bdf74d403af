from people.models.organisation import Organisation
from people.models.roles import Role, RoleAlias, Tenure, Unit, UnitAlias
from people.models.users import User

__all__ = ["Organisation", "Role", "RoleAlias", "Tenure", "Unit", "UnitAlias", "User"]
